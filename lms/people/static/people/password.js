// A button beside each password field that shows what is typed. Without this script the fields work as they are.
(() => {
  const { show, hide } = document.currentScript.dataset;
  for (const field of document.querySelectorAll("input[data-password]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn quiet";
    button.textContent = show;
    button.setAttribute("aria-pressed", "false");
    button.setAttribute("aria-controls", field.id);
    button.addEventListener("click", () => {
      const shown = field.type === "password";
      field.type = shown ? "text" : "password";
      button.textContent = shown ? hide : show;
      button.setAttribute("aria-pressed", String(shown));
    });
    field.after(button);
  }
})();
