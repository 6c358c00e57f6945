/* The pages of a sitting – one question, all of them, the overview, the result: what the person gives goes through the
   outbox, what the server confirms is shown. Without this script the same form saves by itself. ES2017, no library. */
(function () {
  'use strict';

  var place = document.getElementById('sitting');
  if (!place || !window.Outbox || !window.Question || !window.fetch || !window.Promise) { return; }
  var words = place.dataset;
  var form = place.tagName === 'FORM' ? place : null;
  var saved = document.getElementById('saved');
  var notice = document.getElementById('notice');
  var offline = document.getElementById('offline');
  var confirmed = saved.textContent;
  var choosing = null;
  var going = false;
  var leaving = false;
  var clock = null;
  var outbox = new window.Outbox(words.attempt, words.save, hear);
  var carried = outbox.entries().length > 0;
  var questions = Array.prototype.map.call(place.querySelectorAll('.question[data-position]'), function (set) {
    return new window.Question(set, { given: given, empty: empty, same: same, typing: typed });
  });
  var single = questions.length === 1 && Number(words.position || 0) === questions[0].position ? questions[0] : null;

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

  /* What stands beside one of many questions. */
  function beside(question, content) {
    var line = question && !single && question.set.closest('.one');
    if (line) { line.querySelector('.saved-one').textContent = content; }
  }

  function at(position) {
    return questions.filter(function (question) { return question.position === position; })[0] || null;
  }

  function typing() { return questions.some(function (question) { return question.typing; }); }

  function hear(what, detail) {
    var question = at(detail.position);
    if (what === 'sending') { state(words.saving, 'sending'); beside(question, words.saving); }
    if (what === 'saved') {
      if (question) {
        question.seq = Math.max(question.seq, detail.seq);
        count(question, detail.payload.skipped ? 'skipped' : 'answered');
        based(question);
      }
      confirmed = words.saved + ' ' + detail.clock;
      beside(question, confirmed);
      if (!outbox.entries().length && !typing()) { state(confirmed); }
      quiet();
    }
    if (detail.left !== undefined && detail.left !== null && clock) { clock.set(detail.left); }
    if (what === 'offline') { state(words.offline, 'unsaved'); beside(question, ''); }
    if (what === 'trouble') { state(words.trouble, 'unsaved'); beside(question, ''); }
    if (what === 'late') {
      state('');
      beside(question, '');
      if (detail.locked) { show(words.locked); } else {
        show(words.late, 'warning', words.review === location.pathname ? '' : words.reviewWord, words.review);
      }
    }
    if (what === 'refused') { state(''); show(detail.error || words.refused, 'error'); }
    if (what === 'signed-out') { state(''); show(words.signedOut, 'warning', words.signInWord, words.signIn); }
    if (what === 'stale') { state(''); show(words.stale, 'warning', words.reloadWord, words.here); }
    if (what === 'conflict') { choose(detail); }
    tellOffline();
  }

  /* While there is no network a card says what is possible, and how much waits on this device. */
  function tellOffline() {
    if (!offline) { return; }
    offline.hidden = navigator.onLine !== false;
    var waiting = outbox.entries().length;
    document.getElementById('unsent').textContent = waiting ? words.unsent.replace('{n}', waiting) : '';
  }

  /* The numbers below the progress marks follow what the server has confirmed. */
  function count(question, now) {
    if (question.state === now) { return; }
    [[question.state, -1], [now, 1]].forEach(function (one) {
      var number = place.querySelector('[data-count=' + one[0] + ']');
      if (number) { number.textContent = Number(number.textContent) + one[1]; }
    });
    question.state = now;
    var note = document.getElementById('was-skipped');
    if (note && now === 'answered') { note.hidden = true; }
  }

  /* The form, should it be sent, tells of the answer that this page knows. */
  function based(question) {
    var field = form.elements[single ? 'based_on' : 'q' + question.position + '-based_on'];
    if (field) { field.value = question.seq; }
  }

  /* Two devices answered the same question: both answers, and one button for each. */
  function choose(detail) {
    choosing = detail;
    state('');
    notice.textContent = '';
    var question = at(detail.position);
    var box = text('div', '', 'alert warning');
    var which = question && single ? '' : words.question.replace('{n}', detail.position) + ' · ';
    box.appendChild(text('p', which + detail.error));
    box.appendChild(option(words.keepTheirs, words.theirs + ' ' + detail.current.clock, detail.current.words, function () {
      outbox.drop(detail.client_id);
      if (question) { question.fill(detail.current.payload); question.seq = detail.current.seq; based(question); }
    }));
    box.appendChild(option(words.keepMine, words.mine, detail.yours.words, function () {
      outbox.insist(detail.client_id, detail.current.seq);
    }));
    notice.appendChild(box);
    if (!single) { notice.scrollIntoView({ block: 'center' }); }
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

  function given(question, payload) {
    quiet();
    outbox.put(question.position, payload, question.seq);
    tellOffline();
  }

  function empty(question) {
    state('');
    show(question.state === 'answered' ? words.emptied : words.chooseOne);
  }

  function same() {
    quiet();
    if (!outbox.entries().length) { state(confirmed); }
  }

  function typed() { if (saved.textContent !== words.typing) { state(words.typing, 'unsaved'); } }

  function settle() { questions.forEach(function (question) { question.settle(); }); }

  /* A button that does something within the question: a kind's own script says what that makes of the answer. It counts
     once the server has stored it, and the server shows what follows. */
  function act(button) {
    var asked = { act: button.value.slice(4), payload: null };
    single.set.dispatchEvent(new CustomEvent('answer:act', { detail: asked }));
    if (!asked.payload) { return false; }
    going = true;
    given(single, asked.payload);
    outbox.flush(3600000).then(function (done) {
      if (done) { refresh(); return; }
      going = false;
      single.set.dispatchEvent(new CustomEvent('answer:shown'));
    });
    return true;
  }

  function refresh() {
    fetch(words.here, { credentials: 'same-origin' }).then(function (answer) { return answer.text(); }).then(function (page) {
      var fresh = new DOMParser().parseFromString(page, 'text/html').querySelector('#sitting .question');
      if (!fresh || Number(fresh.dataset.position) !== single.position) { location.reload(); return; }
      single.set.innerHTML = fresh.innerHTML;
      single.seq = Number(fresh.dataset.seq);
      based(single);
      going = false;
      single.set.dispatchEvent(new CustomEvent('answer:shown'));
    }).catch(function () { location.reload(); });
  }

  /* Leaving the page waits until everything is confirmed; the form then only leads on. */
  function leave(event) {
    event.preventDefault();
    if (leaving || going) { return; }
    settle();
    var button = event.submitter || pressed;
    if (button && single && button.value.slice(0, 4) === 'act:' && act(button)) { return; }
    if (button && button.value === 'skip' && single) { single.skip(); }
    if (navigator.onLine === false) { show(words.wait); return; }
    going = true;
    outbox.flush(6000).then(function (done) {
      going = false;
      if (!done) {
        if (!choosing && !outbox.held) { show(words.wait); }
        return;
      }
      send(button ? button.value : 'next');
    });
  }

  function send(way) {
    leaving = true;
    if (form.elements.client) { form.elements.client.value = outbox.client; }
    if (form.elements.client_id) { form.elements.client_id.value = window.Outbox.uuid(); }
    questions.forEach(based);
    var go = document.createElement('input');
    go.type = 'hidden';
    go.name = 'go';
    go.value = way;
    go.id = 'go';
    form.appendChild(go);
    form.submit();
  }

  var pressed = null;
  if (form) {
    form.addEventListener('click', function (event) {
      var button = event.target.closest ? event.target.closest('button[name=go]') : null;
      if (button) { pressed = button; }
    });
    form.addEventListener('submit', leave);
    form.querySelectorAll('.turn .no-script').forEach(function (button) { button.hidden = true; });
    window.addEventListener('pageshow', function (event) {
      leaving = false;
      var go = document.getElementById('go');
      if (go) { go.parentNode.removeChild(go); }
      if (event.persisted) { location.reload(); }
    });
  }
  ['online', 'offline'].forEach(function (one) { window.addEventListener(one, tellOffline); });
  questions.forEach(function (question) {
    var unsent = outbox.of(question.position);
    if (unsent && !unsent.payload.skipped) { question.fill(unsent.payload); }
  });
  tellOffline();
  outbox.flush(600000).then(function (done) {
    var moved = !questions.length || single && single.set.querySelector('[data-simulation]');
    if (done && carried && moved && form && !going) { location.reload(); }
  });

  /* At the end of the time what is confirmed is handed in, if the server finds so too: a telephone that sets its clock
     right in the middle of a sitting believes too early that it is over. */
  var clockPlace = document.getElementById('clock');
  if (clockPlace && form && window.Clock) {
    clock = new window.Clock(clockPlace, function () {
      settle();
      outbox.flush(20000).then(function (done) {
        if (!done) { show(words.wait); return; }
        leaving = true;
        form.action = clockPlace.dataset.submit;
        var over = document.createElement('input');
        over.type = 'hidden';
        over.name = 'over';
        over.value = '1';
        form.appendChild(over);
        form.submit();
      });
    });
  }
}());
