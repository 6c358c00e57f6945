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
      if (!outbox.entries().length) { state(words.saved + ' ' + detail.clock); }
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

  /* The form as an answer; null while nothing is chosen. */
  function answer() {
    if (words.kind === 'ordering') { return { order: lines().map(function (line) { return line.dataset.option; }) }; }
    var chosen = Array.prototype.map.call(form.querySelectorAll('.question input:checked'), function (one) {
      return one.value;
    });
    if (!chosen.length) { return null; }
    return words.kind === 'multiple' ? { choices: chosen } : { choice: chosen[0] };
  }

  function fill(payload) {
    var chosen = payload.choices || [payload.choice];
    form.querySelectorAll('.question input').forEach(function (one) { one.checked = chosen.indexOf(one.value) >= 0; });
    mark();
    if (payload.order && words.kind === 'ordering') { arrange(payload.order); }
  }

  function mark() {
    form.querySelectorAll('.question label.option').forEach(function (label) {
      label.classList.toggle('on', label.querySelector('input').checked);
    });
  }

  function given() {
    var payload = answer();
    if (!payload) { show(words.chooseOne); return; }
    quiet();
    outbox.put(position, payload, seq);
  }

  /* Ordering: two buttons a line; the numbers for those without a script are kept in step. */
  var list = document.getElementById('ordering');

  function lines() { return Array.prototype.slice.call(list.children); }

  function arrange(order) {
    order.forEach(function (id) {
      list.appendChild(lines().filter(function (line) { return line.dataset.option === id; })[0]);
    });
    renumber(true);
  }

  function renumber(given) {
    lines().forEach(function (line, index, all) {
      line.querySelector('.rank').textContent = index + 1;
      if (given) { line.querySelector('select').value = String(index + 1); }
      line.querySelector('.up').disabled = index === 0;
      line.querySelector('.down').disabled = index === all.length - 1;
    });
  }

  function move(line, step) {
    var all = lines();
    var other = all[all.indexOf(line) + step];
    if (!other) { return; }
    list.insertBefore(line, step < 0 ? other : other.nextSibling);
    renumber(true);
    var button = line.querySelector(step < 0 ? '.up' : '.down');
    (button.disabled ? line.querySelector(step < 0 ? '.down' : '.up') : button).focus();
    document.getElementById('moved').textContent =
      line.querySelector('.text').textContent + ' ' + words.nowPlace + ' ' + (lines().indexOf(line) + 1);
    given();
  }

  function enhance() {
    document.getElementById('how').hidden = true;
    document.getElementById('how-script').hidden = false;
    lines().forEach(function (line) {
      var label = line.querySelector('.text').textContent;
      line.querySelector('.place').hidden = true;
      line.insertBefore(text('span', '', 'rank'), line.firstChild);
      var moves = line.appendChild(text('span', '', 'moves'));
      [['up', -1, words.up], ['down', 1, words.down]].forEach(function (one) {
        var button = moves.appendChild(text('button', one[2], 'btn ' + one[0]));
        button.type = 'button';
        button.setAttribute('aria-label', one[2] + '：' + label);
        button.addEventListener('click', function () { move(line, one[1]); });
      });
    });
    renumber(false);
  }

  /* Leaving the page waits until everything is confirmed; the form then only leads on. */
  function leave(event) {
    event.preventDefault();
    if (leaving || going) { return; }
    var button = event.submitter || pressed;
    if (button && button.value === 'skip') { outbox.put(position, { skipped: true }, seq); }
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
      if (event.target.matches('.question input')) { mark(); given(); }
    });
    window.addEventListener('pageshow', function (event) {
      leaving = false;
      var go = document.getElementById('go');
      if (go) { go.parentNode.removeChild(go); }
      if (event.persisted) { location.reload(); }
    });
  }
  if (list) { enhance(); }
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
      outbox.flush(20000).then(function (done) {
        if (!done) { show(words.wait); return; }
        leaving = true;
        form.action = clock.dataset.submit;
        form.submit();
      });
    }, 1000);
  }
}());
