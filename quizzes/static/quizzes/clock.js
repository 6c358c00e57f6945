/* How much time is left and how late it is, by the server's reckoning; said politely ten, five and one minute before
   the end. ES2017, no library. */
(function () {
  'use strict';

  var SAID = [10, 5, 1];

  function two(number) { return (number < 10 ? '0' : '') + number; }

  /* `over` is called once, when the time is up. */
  function Clock(place, over) {
    var self = this;
    this.words = place.dataset;
    this.left = document.getElementById('left');
    this.now = document.getElementById('now');
    this.said = document.getElementById('clock-said');
    this.over = over;
    var parts = this.words.now.split(':').map(Number);
    this.day = (parts[0] * 3600 + parts[1] * 60 + parts[2]) * 1000;
    this.begun = Date.now();
    this.set(Number(this.words.seconds));
    this.announced = this.minutes();
    this.ticking = setInterval(function () { self.tick(); }, 1000);
    document.addEventListener('visibilitychange', function () { if (!document.hidden) { self.tick(); } });
  }

  /* The seconds that the server says remain; it may grant more while the page is open. */
  Clock.prototype.set = function (seconds) {
    this.end = Date.now() + seconds * 1000;
    this.announced = Math.max(this.announced || 0, this.minutes());
  };

  Clock.prototype.seconds = function () { return Math.max(Math.ceil((this.end - Date.now()) / 1000), 0); };

  Clock.prototype.minutes = function () { return Math.ceil(this.seconds() / 60); };

  Clock.prototype.inWords = function () {
    var seconds = this.seconds();
    var minutes = Math.floor(seconds / 60);
    if (!seconds) { return this.words.over; }
    if (seconds < 60) { return this.words.secondsLeft.replace('{s}', seconds); }
    if (minutes < 120) { return this.words.minutes.replace('{m}', minutes); }
    return this.words.hours.replace('{h}', Math.floor(minutes / 60)).replace('{m}', minutes % 60);
  };

  Clock.prototype.tick = function () {
    var self = this;
    var day = new Date(this.day + (Date.now() - this.begun));
    this.now.textContent = two(day.getUTCHours()) + ':' + two(day.getUTCMinutes());
    this.left.textContent = '，' + this.inWords();
    this.left.classList.toggle('soon', this.seconds() <= 300);
    SAID.forEach(function (minute) {
      if (self.announced > minute && self.minutes() <= minute) { self.said.textContent = self.inWords(); }
    });
    this.announced = Math.min(this.announced, this.minutes());
    if (this.seconds()) { return; }
    clearInterval(this.ticking);
    this.said.textContent = this.inWords();
    this.over();
  };

  window.Clock = Clock;
}());
