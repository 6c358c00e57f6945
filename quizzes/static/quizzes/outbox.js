/* Answers of one sitting on their way to the server. Each lies in localStorage until the server has confirmed it, so that
   a reload, a lost network or a sign-out by idle time loses none. ES2017, no library. */
(function () {
  'use strict';

  var WAITS = [1000, 2000, 4000, 8000, 15000, 30000];
  var PATIENCE = 12000;

  function uuid() {
    if (window.crypto && crypto.randomUUID) { return crypto.randomUUID(); }
    var bytes = new Uint8Array(16);
    if (window.crypto && crypto.getRandomValues) {
      crypto.getRandomValues(bytes);
    } else {
      for (var i = 0; i < 16; i += 1) { bytes[i] = Math.floor(Math.random() * 256); }
    }
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    var hex = Array.prototype.map.call(bytes, function (b) { return (b + 256).toString(16).slice(1); }).join('');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  }

  /* The browser's name, the same in all its tabs; one for this page alone where nothing can be stored. */
  function browser() {
    try {
      var name = localStorage.getItem('outbox.browser');
      if (!name) {
        name = uuid();
        localStorage.setItem('outbox.browser', name);
      }
      return name;
    } catch (blocked) {
      return uuid();
    }
  }

  /* tell(what, detail) hears "sending", "saved", "offline", "trouble", "signed-out", "stale", "conflict", "refused" and
     "late"; detail is the server's answer with `position`, `client_id` and `payload` of what was sent. */
  function Outbox(attempt, address, tell) {
    this.key = 'outbox:' + attempt;
    this.address = address;
    this.tell = tell;
    this.client = browser();
    this.inFlight = null;
    this.held = false;
    this.failures = 0;
    this.timer = 0;
    this.memory = [];
    this.waiting = [];
    var self = this;
    function now() { self.failures = 0; self.pump(); }
    window.addEventListener('online', now);
    window.addEventListener('offline', function () { if (self.entries().length) { self.tell('offline', {}); } });
    window.addEventListener('storage', function (event) { if (event.key === self.key) { self.settle(); } });
    document.addEventListener('visibilitychange', function () { if (!document.hidden) { now(); } });
  }

  Outbox.uuid = uuid;

  Outbox.prototype.entries = function () {
    try {
      var text = localStorage.getItem(this.key);
      return text ? JSON.parse(text) : [];
    } catch (blocked) {
      return this.memory;
    }
  };

  Outbox.prototype.write = function (entries) {
    this.memory = entries;
    try {
      if (entries.length) {
        localStorage.setItem(this.key, JSON.stringify(entries));
      } else {
        localStorage.removeItem(this.key);
      }
    } catch (blocked) { /* kept in memory, for as long as the page lives */ }
  };

  Outbox.prototype.of = function (position) {
    return this.entries().filter(function (entry) { return entry.position === position; }).pop() || null;
  };

  /* Keep an answer and send it; one to the same question that has not left yet is replaced. */
  Outbox.prototype.put = function (position, payload, basedOn) {
    var self = this;
    var entry = { client_id: uuid(), client: this.client, position: position, payload: payload, based_on: basedOn };
    this.write(this.entries().filter(function (one) {
      return one.position !== position || one.client_id === self.inFlight;
    }).concat([entry]));
    this.held = false;
    this.pump();
    return entry;
  };

  Outbox.prototype.drop = function (clientId) {
    this.write(this.entries().filter(function (one) { return one.client_id !== clientId; }));
  };

  /* After a choice between two answers: the own one is sent again, now knowing the other. */
  Outbox.prototype.insist = function (clientId, seq) {
    this.write(this.entries().map(function (one) {
      if (one.client_id !== clientId) { return one; }
      return Object.assign({}, one, { client_id: uuid(), based_on: seq });
    }));
    this.held = false;
    this.pump();
  };

  Outbox.prototype.release = function () {
    this.held = false;
    this.pump();
  };

  Outbox.prototype.pump = function () {
    var self = this;
    clearTimeout(this.timer);
    if (this.inFlight || this.held) { return; }
    var entry = this.entries()[0];
    if (!entry) { this.settle(); return; }
    this.inFlight = entry.client_id;
    this.tell('sending', { position: entry.position });
    this.alone(function () { return self.send(entry); }).then(function (again) {
      self.inFlight = null;
      if (again === 'go on') { self.failures = 0; self.pump(); } else if (again === 'later') { self.later(); }
      self.settle();
    });
  };

  /* One tab at a time where the browser can tell; elsewhere the server's ids keep doubles out. */
  Outbox.prototype.alone = function (work) {
    if (!navigator.locks) { return work(); }
    return navigator.locks.request(this.key, { ifAvailable: true }, function (lock) {
      return lock ? work() : 'later';
    }).catch(work);
  };

  Outbox.prototype.later = function () {
    var self = this;
    var wait = WAITS[Math.min(this.failures, WAITS.length - 1)];
    this.failures += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(function () { self.pump(); }, wait + Math.random() * 400);
  };

  Outbox.prototype.send = function (entry) {
    var self = this;
    var token = document.querySelector('[name=csrfmiddlewaretoken]');
    var control = window.AbortController ? new AbortController() : null;
    var options = {
      method: 'POST',
      credentials: 'same-origin',
      redirect: 'error',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': token ? token.value : '' },
      body: JSON.stringify(entry)
    };
    if (control) { options.signal = control.signal; }
    var silence;
    var patience = new Promise(function (resolve, reject) {
      silence = setTimeout(function () {
        if (control) { control.abort(); }
        reject(new Error('silence'));
      }, PATIENCE);
    });
    return Promise.race([fetch(this.address, options), patience]).then(function (answer) {
      return answer.json().catch(function () { return {}; }).then(function (said) {
        clearTimeout(silence);
        return self.heard(entry, answer.status, said);
      });
    }).catch(function () {
      clearTimeout(silence);
      self.tell(navigator.onLine === false ? 'offline' : 'trouble', { position: entry.position });
      return 'later';
    });
  };

  Outbox.prototype.heard = function (entry, status, said) {
    said.position = entry.position;
    said.client_id = entry.client_id;
    said.payload = entry.payload;
    if (status === 200 && said.seq) {
      this.write(this.entries().filter(function (one) { return one.client_id !== entry.client_id; }).map(function (one) {
        return one.position === entry.position && one.based_on < said.seq
          ? Object.assign({}, one, { based_on: said.seq }) : one;
      }));
      this.tell(said.late ? 'late' : 'saved', said);
      return 'go on';
    }
    if (status === 401 || status === 403 || status === 409) {
      this.held = true;
      this.tell({ 401: 'signed-out', 403: 'stale', 409: 'conflict' }[status], said);
      return 'wait';
    }
    if (status === 400 || status === 404 || status === 413) {
      this.drop(entry.client_id);
      this.tell('refused', said);
      return 'go on';
    }
    this.tell('trouble', said);
    return 'later';
  };

  /* True once everything is confirmed; false when that does not happen within `patience` milliseconds, or cannot. */
  Outbox.prototype.flush = function (patience) {
    var self = this;
    this.failures = 0;
    this.pump();
    return new Promise(function (resolve) {
      var one = { resolve: resolve, timer: setTimeout(function () { one.resolve(false); }, patience) };
      self.waiting.push(one);
      self.settle();
    });
  };

  Outbox.prototype.settle = function () {
    var empty = !this.entries().length;
    if (!empty && !this.held) { return; }
    this.waiting.splice(0).forEach(function (one) {
      clearTimeout(one.timer);
      one.resolve(empty);
    });
  };

  window.Outbox = Outbox;
}());
