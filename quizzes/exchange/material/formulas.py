"""Formulas written in a line of harmless HTML: x<sup>2</sup>, √(a + b), (a + b)/2. No page of ours carries a formula
engine, so what has no plain line form is not read (`NoLine`)."""

import html

SYMBOLS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ",
    "tau": "τ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ",
    "Omega": "Ω",
    "cdot": "·", "times": "×", "div": "÷", "pm": "±", "mp": "∓", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥",
    "ne": "≠", "neq": "≠", "lt": "<", "gt": ">", "approx": "≈", "equiv": "≡", "sim": "∼", "infty": "∞", "to": "→",
    "rightarrow": "→", "leftarrow": "←", "leftrightarrow": "↔", "Rightarrow": "⇒", "Leftrightarrow": "⇔",
    "in": "∈", "notin": "∉", "subset": "⊂", "subseteq": "⊆", "cup": "∪", "cap": "∩", "emptyset": "∅", "forall": "∀",
    "exists": "∃", "neg": "¬", "land": "∧", "lor": "∨", "int": "∫", "sum": "∑", "prod": "∏", "partial": "∂",
    "triangle": "△", "angle": "∠", "perp": "⊥", "parallel": "∥", "circ": "°", "degree": "°", "prime": "′",
    "ldots": "…", "dots": "…", "cdots": "…", "lvert": "|", "rvert": "|", "vert": "|", "mid": "|", "langle": "⟨",
    "rangle": "⟩", "quad": " ", "qquad": " ", ",": " ", ";": " ", ":": " ", " ": " ", "!": "",
    "{": "{", "}": "}", "%": "%", "$": "$", "#": "#", "&": "&", "_": "_",
}  # fmt: skip
FUNCTIONS = {
    "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "arcsin", "arccos", "arctan", "log", "ln", "lg",
    "exp", "lim", "max", "min", "gcd", "det", "mod",
}  # fmt: skip
UPRIGHT = {"mathrm", "text", "textrm", "operatorname", "mathsf", "mbox", "rm"}
NORMAL = {"mathit", "displaystyle", "textstyle", "mathnormal", "limits", "bigl", "bigr", "big", "Big"}
SPACED = set("=<>≤≥≠≈≡→←↔⇒⇔∈∉⊂⊆+−±×÷·")


class NoLine(ValueError):
    """This formula cannot be written in one line without changing what it says; the message is the part."""


def letter(text: str) -> str:
    """A variable is slanted, everything else upright."""
    return f"<i>{text}</i>" if text.isalpha() and text.isascii() else html.escape(text, quote=False)


def operator(sign: str) -> str:
    sign = {"-": "−", "*": "∗"}.get(sign, sign)
    shown = html.escape(sign, quote=False)
    return f" {shown} " if sign in SPACED else shown


def raised(base: str, up: str) -> str:
    return f"{base}°" if up == "°" else f"{base}<sup>{up}</sup>"


def lowered(base: str, down: str) -> str:
    return f"{base}<sub>{down}</sub>"


def fraction(top: str, bottom: str) -> str:
    return f"{grouped(top)}/{grouped(bottom)}"


def root(inner: str, degree: str = "") -> str:
    return (f"<sup>{degree}</sup>" if degree else "") + f"√({inner.strip()})"


def grouped(part: str) -> str:
    """In brackets unless it is one sign or one number."""
    bare = part.replace("<i>", "").replace("</i>", "").strip()
    return part.strip() if bare.isdigit() or len(bare) == 1 else f"({part.strip()})"
