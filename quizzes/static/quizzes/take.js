/* The page of one question, the overview and the result: what the person gives goes through the outbox, what the server
   confirms is shown. Without this script the same form saves by itself. ES2017, no library. */
(function () {
  'use strict';

  var place = document.getElementById('sitting');
  if (!place || !window.Outbox || !window.fetch || !window.Promise) { return; }
  var words = place.dataset;
  var form = place.tagName === 'FORM' ? place : null;
  var position = Number(words.position || 0);
  var seq = Number(words.seq || 0);
  var saved = document.getElementById('saved');
  var notice = document.getElementById('notice');
  var confirmed = saved.textContent;
  var choosing = null;
  var going = false;
  var leaving = false;
  var outbox = new window.Outbox(words.attempt, words.save, hear);
  var carried = outbox.entries().length > 0;

  function text(tag, content, name) {
    var made = document.createElement(tag);
    made.textContent = content;
    if (name) { made.className = name; }
    return made;
  }

  function show(content, kind, link, address) {
    notice.textContent = '';
    var line = text('p', content, 'alert ' + (kind || 'warning'));
    if (link) {
      line.appendChild(document.createTextNode(' '));
      line.appendChild(text('a', link)).href = address;
    }
    notice.appendChild(line);
  }

  function quiet() { if (!choosing) { notice.textContent = ''; } }

  function state(content, kind) {
    saved.textContent = content;
    saved.className = 'saved' + (kind ? ' ' + kind : '');
  }

  function hear(what, detail) {
    if (what === 'sending') { state(words.saving, 'sending'); }
    if (what === 'saved') {
      if (detail.position === position) { seq = detail.seq; count(detail.payload.skipped ? 'skipped' : 'answered'); }
      confirmed = words.saved + ' ' + detail.clock;
      if (!outbox.entries().length && !typing) { state(confirmed); }
      quiet();
    }
    if (what === 'offline') { state(words.offline, 'unsaved'); }
    if (what === 'trouble') { state(words.trouble, 'unsaved'); }
    if (what === 'late') { state(''); show(words.late, 'warning', words.review === location.pathname ? '' : words.reviewWord, words.review); }
    if (what === 'refused') { state(''); show(detail.error || words.refused, 'error'); }
    if (what === 'signed-out') { state(''); show(words.signedOut, 'warning', words.signInWord, words.signIn); }
    if (what === 'stale') { state(''); show(words.stale, 'warning', words.reloadWord, words.here); }
    if (what === 'conflict') { choose(detail); }
  }

  /* The numbers below the progress marks follow what the server has confirmed. */
  function count(now) {
    var was = words.state;
    if (was === now) { return; }
    [[was, -1], [now, 1]].forEach(function (one) {
      var number = place.querySelector('[data-count=' + one[0] + ']');
      if (number) { number.textContent = Number(number.textContent) + one[1]; }
    });
    words.state = now;
    var note = document.getElementById('was-skipped');
    if (note && now === 'answered') { note.hidden = true; }
  }

  /* Two devices answered the same question: both answers, and one button for each. */
  function choose(detail) {
    choosing = detail;
    state('');
    notice.textContent = '';
    var box = text('div', '', 'alert warning');
    var which = detail.position === position ? '' : words.question.replace('{n}', detail.position) + ' · ';
    box.appendChild(text('p', which + detail.error));
    box.appendChild(option(words.keepTheirs, words.theirs + ' ' + detail.current.clock, detail.current.words, function () {
      outbox.drop(detail.client_id);
      if (detail.position === position) { fill(detail.current.payload); seq = detail.current.seq; }
    }));
    box.appendChild(option(words.keepMine, words.mine, detail.yours.words, function () {
      outbox.insist(detail.client_id, detail.current.seq);
    }));
    notice.appendChild(box);
  }

  function option(label, whose, answer, then) {
    var part = text('div', '', 'card');
    part.appendChild(text('p', whose, 'muted'));
    part.appendChild(text('p', answer.join('；')));
    var button = part.appendChild(text('button', label, 'btn'));
    button.type = 'button';
    button.addEventListener('click', function () {
      choosing = null;
      notice.textContent = '';
      then();
      outbox.release();
    });
    return part;
  }

  /* What belongs to the answer says so by data-answer, the place of its value: "choice", "choices[]" for one of many,
     "pairs.p1" for a value by name. Boxes count while ticked, fields while filled; anything else gives its data-value,
     in the order of the page. A new kind needs no script of its own. */
  function parts() { return form.querySelectorAll('.question [data-answer]'); }

  function isField(part) { return part.matches('input, select, textarea'); }

  function isBox(part) { return part.type === 'radio' || part.type === 'checkbox'; }

  function valueOf(part) {
    if (isBox(part)) { return part.checked ? part.value : ''; }
    return isField(part) ? part.value : part.dataset.value || '';
  }

  /* The form as an answer; null while nothing is given. */
  function answer() {
    var payload = {};
    Array.prototype.forEach.call(parts(), function (part) {
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
  }

  function fill(payload) {
    Array.prototype.forEach.call(parts(), function (part) {
      var kept = part.dataset.answer.replace('[]', '').split('.').reduce(function (inside, name) {
        return inside ? inside[name] : undefined;
      }, payload);
      if (isBox(part)) {
        part.checked = Array.isArray(kept) ? kept.indexOf(part.value) >= 0 : kept === part.value;
      } else if (isField(part)) { part.value = kept || ''; }
    });
    mark();
    form.querySelector('.question').dispatchEvent(new CustomEvent('answer:fill', { detail: payload }));
    last = JSON.stringify(answer());
  }

  function mark() {
    form.querySelectorAll('.question label.option').forEach(function (label) {
      var box = label.querySelector('input');
      if (box) { label.classList.toggle('on', box.checked); }
    });
  }

  /* A change is given at once, typing after a pause, when the field is left, or when the page is. */
  var PAUSE = 1500;
  var typing = 0;
  var composing = false;
  var last = form ? JSON.stringify(answer()) : '';

  function given() {
    clearTimeout(typing);
    typing = 0;
    if (!parts().length) { return; }
    var payload = answer();
    if (!payload) { state(''); show(words.state === 'answered' ? words.emptied : words.chooseOne); return; }
    quiet();
    if (JSON.stringify(payload) === last) {
      if (!outbox.entries().length) { state(confirmed); }
      return;
    }
    last = JSON.stringify(payload);
    outbox.put(position, payload, seq);
  }

  function typed(event) {
    if (!event.target.matches('[data-answer]') || isBox(event.target) || event.target.matches('select')) { return; }
    composing = event.type === 'compositionstart' || event.isComposing === true;
    clearTimeout(typing);
    typing = setTimeout(function () { if (!composing) { given(); } }, PAUSE);
    if (saved.textContent !== words.typing && JSON.stringify(answer()) !== last) { state(words.typing, 'unsaved'); }
  }

  /* Leaving the page waits until everything is confirmed; the form then only leads on. */
  function leave(event) {
    event.preventDefault();
    if (leaving || going) { return; }
    if (typing) { given(); }
    var button = event.submitter || pressed;
    if (button && button.value === 'skip') { last = ''; outbox.put(position, { skipped: true }, seq); }
    if (navigator.onLine === false) { show(words.wait); return; }
    going = true;
    outbox.flush(6000).then(function (done) {
      going = false;
      if (!done) {
        if (!choosing && !outbox.held) { show(words.wait); }
        return;
      }
      leaving = true;
      if (form.elements.client_id) {
        form.elements.client_id.value = window.Outbox.uuid();
        form.elements.client.value = outbox.client;
        form.elements.based_on.value = seq;
      }
      var go = document.createElement('input');
      go.type = 'hidden';
      go.name = 'go';
      go.value = button ? button.value : 'next';
      go.id = 'go';
      form.appendChild(go);
      form.submit();
    });
  }

  var pressed = null;
  if (form) {
    form.addEventListener('click', function (event) {
      var button = event.target.closest ? event.target.closest('button[name=go]') : null;
      if (button) { pressed = button; }
    });
    form.addEventListener('submit', leave);
    form.addEventListener('change', function (event) {
      if (event.target.closest('.question')) { mark(); given(); }
    });
    ['input', 'compositionstart', 'compositionend'].forEach(function (one) { form.addEventListener(one, typed); });
    document.addEventListener('visibilitychange', function () { if (document.hidden && typing) { given(); } });
    window.addEventListener('pagehide', function () { if (typing) { given(); } });
    window.addEventListener('pageshow', function (event) {
      leaving = false;
      var go = document.getElementById('go');
      if (go) { go.parentNode.removeChild(go); }
      if (event.persisted) { location.reload(); }
    });
  }
  if (position) {
    var unsent = outbox.of(position);
    if (unsent && !unsent.payload.skipped) { fill(unsent.payload); } else { mark(); }
  }
  outbox.flush(600000).then(function (done) {
    if (done && carried && !position && form && !going) { location.reload(); }
  });

  /* How much time is left, by the server's reckoning; at the end what is confirmed is handed in. */
  var clock = document.getElementById('clock');
  if (clock) {
    var end = Date.now() + Number(clock.dataset.seconds) * 1000;
    var ticking = setInterval(function () {
      var left = Math.max(end - Date.now(), 0);
      document.getElementById('minutes').textContent = Math.floor(left / 60000);
      if (left > 0) { return; }
      clearInterval(ticking);
      if (typing) { given(); }
      outbox.flush(20000).then(function (done) {
        if (!done) { show(words.wait); return; }
        leaving = true;
        form.action = clock.dataset.submit;
        form.submit();
      });
    }, 1000);
  }
}());
