// A button that reads the lesson aloud, paragraph by paragraph; it shows only where the browser has a Chinese voice.
(() => {
  const button = document.querySelector("[data-aloud]"), speech = window.speechSynthesis;
  if (!button || !speech || !window.SpeechSynthesisUtterance) return;
  const lesson = button.closest(".lesson"), begin = button.textContent;
  let run = 0, reading = false; // what a run that was stopped still reports no longer counts

  const chinese = () => speech.getVoices().find((voice) => /^(zh|cmn)/i.test(voice.lang));
  const offer = () => { button.hidden = !chinese(); };

  function show(on) {
    reading = on;
    button.setAttribute("aria-pressed", String(on));
    button.textContent = on ? button.dataset.stop : begin;
  }

  function row(line) {
    return Array.from(line.cells, (cell) => [cell.dataset.label, cell.innerText.trim()].filter(Boolean).join("：")).join("，");
  }

  function words(one) {
    if (one.closest(".no-print, details:not([open])") || (one.tagName === "LI" && one.querySelector("p"))) return "";
    return one.tagName === "IMG" ? one.alt : one.tagName === "TR" ? row(one) : one.innerText.trim();
  }

  function read(texts, mine) {
    if (mine !== run) return;
    if (!texts.length) { show(false); return; }
    const piece = new SpeechSynthesisUtterance(texts[0]);
    piece.lang = "zh-CN";
    piece.voice = chinese();
    piece.onend = () => read(texts.slice(1), mine);
    piece.onerror = () => { if (mine === run) show(false); };
    speech.speak(piece);
  }

  function stop() {
    run += 1;
    speech.cancel();
    show(false);
  }

  button.addEventListener("click", () => {
    const wasReading = reading;
    stop();
    if (wasReading) return;
    show(true);
    read(Array.from(lesson.querySelectorAll("h1, h2, h3, p, li, img, caption, tr"), words).filter(Boolean), run);
  });
  window.addEventListener("pagehide", stop);
  speech.onvoiceschanged = offer; // voices may come late
  offer();
})();
