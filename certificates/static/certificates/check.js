// A certificate's PDF, chosen or dropped onto the page, is reduced to its SHA-256 here; the file itself is not sent.
// Where the browser has no crypto.subtle (no HTTPS) the form stays the plain one.
"use strict";
(() => {
  const form = document.getElementById("check-file");
  if (!form || !window.crypto?.subtle || !window.DataTransfer) return;
  const chosen = form.elements.file, digest = form.elements.sha256, said = form.querySelector(".said");
  form.querySelector(".with-script").hidden = false;
  form.querySelector(".without-script").hidden = true;

  const say = text => { said.textContent = text; };
  const hex = bytes => Array.from(new Uint8Array(bytes), byte => byte.toString(16).padStart(2, "0")).join("");

  async function check() {
    const file = chosen.files[0];
    if (!file) { chosen.focus(); return; }
    if (file.size > Number(form.dataset.most)) { say(form.dataset.large); return; }
    const content = await file.arrayBuffer();
    if (new TextDecoder("latin1").decode(content.slice(0, 5)) !== "%PDF-") { say(form.dataset.nopdf); return; }
    say(form.dataset.busy);
    digest.value = hex(await crypto.subtle.digest("SHA-256", content));
    chosen.disabled = true; // what is disabled is not sent
    form.submit();
  }

  form.addEventListener("submit", event => { event.preventDefault(); check(); });
  window.addEventListener("pageshow", () => { chosen.disabled = false; digest.value = ""; say(""); });
  const holdsFiles = event => event.dataTransfer?.types.includes("Files");
  document.addEventListener("dragover", event => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    form.classList.add("over");
  });
  document.addEventListener("dragleave", event => { if (!event.relatedTarget) form.classList.remove("over"); });
  document.addEventListener("drop", event => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    form.classList.remove("over");
    if (!event.dataTransfer.files.length) return;
    chosen.files = event.dataTransfer.files;
    check();
  });
})();
