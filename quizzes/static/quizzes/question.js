/* One question of a form: reads its answer, fills one in, and tells `given(payload)` of every change – at once, while
   typing after a pause, when the field is left, or when the page is. ES2017, no library.

   What belongs to the answer says so by data-answer, the place of its value: "choice", "choices[]" for one of many,
   "pairs.p1" for a value by name. Boxes count while ticked, fields while filled; anything else gives its data-value, in
   the order of the page. A new kind needs no script of its own. */
(function () {
  'use strict';

  var PAUSE = 1500;

  function isField(part) { return part.matches('input, select, textarea'); }

  function isBox(part) { return part.type === 'radio' || part.type === 'checkbox'; }

  function valueOf(part) {
    if (isBox(part)) { return part.checked ? part.value : ''; }
    return isField(part) ? part.value : part.dataset.value || '';
  }

  /* hear.given(question, payload), hear.empty(question), hear.same(question), hear.typing(question) */
  function Question(set, hear) {
    var self = this;
    this.set = set;
    this.hear = hear;
    this.position = Number(set.dataset.position);
    this.seq = Number(set.dataset.seq || 0);
    this.state = set.dataset.state || 'open';
    this.typing = 0;
    this.composing = false;
    this.last = JSON.stringify(this.answer());
    this.mark();
    set.addEventListener('change', function () { self.mark(); self.give(); });
    ['input', 'compositionstart', 'compositionend'].forEach(function (one) {
      set.addEventListener(one, function (event) { self.typed(event); });
    });
    document.addEventListener('visibilitychange', function () { if (document.hidden) { self.settle(); } });
    window.addEventListener('pagehide', function () { self.settle(); });
  }

  Question.prototype.parts = function () {
    return Array.prototype.slice.call(this.set.querySelectorAll('[data-answer]'));
  };

  /* The form as an answer; null while nothing is given. */
  Question.prototype.answer = function () {
    var payload = {};
    this.parts().forEach(function (part) {
      var value = valueOf(part);
      if (!value.trim()) { return; }
      var path = part.dataset.answer.split('.');
      var last = path.pop();
      var into = path.reduce(function (inside, name) { return inside[name] || (inside[name] = {}); }, payload);
      if (last.slice(-2) === '[]') {
        last = last.slice(0, -2);
        into[last] = (into[last] || []).concat([value]);
      } else { into[last] = value; }
    });
    return Object.keys(payload).length ? payload : null;
  };

  Question.prototype.fill = function (payload) {
    this.parts().forEach(function (part) {
      var kept = part.dataset.answer.replace('[]', '').split('.').reduce(function (inside, name) {
        return inside ? inside[name] : undefined;
      }, payload);
      if (isBox(part)) {
        part.checked = Array.isArray(kept) ? kept.indexOf(part.value) >= 0 : kept === part.value;
      } else if (isField(part)) { part.value = kept || ''; }
    });
    this.mark();
    this.set.dispatchEvent(new CustomEvent('answer:fill', { detail: payload }));
    this.last = JSON.stringify(this.answer());
  };

  Question.prototype.mark = function () {
    this.set.querySelectorAll('label.option').forEach(function (label) {
      var box = label.querySelector('input');
      if (box) { label.classList.toggle('on', box.checked); }
    });
  };

  Question.prototype.give = function () {
    clearTimeout(this.typing);
    this.typing = 0;
    if (!this.parts().length) { return; }
    var payload = this.answer();
    if (!payload) { this.hear.empty(this); return; }
    if (JSON.stringify(payload) === this.last) { this.hear.same(this); return; }
    this.last = JSON.stringify(payload);
    this.hear.given(this, payload);
  };

  Question.prototype.skip = function () {
    this.last = '';
    this.hear.given(this, { skipped: true });
  };

  /* What was typed and still waits for the pause is given now. */
  Question.prototype.settle = function () { if (this.typing) { this.give(); } };

  Question.prototype.typed = function (event) {
    var part = event.target;
    if (!part.matches('[data-answer]') || isBox(part) || part.matches('select')) { return; }
    var self = this;
    this.composing = event.type === 'compositionstart' || event.isComposing === true;
    clearTimeout(this.typing);
    this.typing = setTimeout(function () { if (!self.composing) { self.give(); } }, PAUSE);
    if (JSON.stringify(this.answer()) !== this.last) { this.hear.typing(this); }
  };

  window.Question = Question;
}());
