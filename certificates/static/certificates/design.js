// Shows the certificate anew a moment after each change; without this the button "Preview" does.
"use strict";
(() => {
  const form = document.getElementById("design"), picture = document.getElementById("preview");
  if (!form || !picture) return;
  let timer = 0, turn = 0;
  async function show() {
    const mine = ++turn, data = new FormData(form);
    data.set("preview", "1");
    picture.classList.add("waiting");
    try {
      const answer = await fetch(location.href, { method: "POST", body: data, credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("preview");
      if (mine === turn && fresh) picture.src = fresh.src;
    } finally {
      if (mine === turn) picture.classList.remove("waiting");
    }
  }
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(show, 500); });
})();
