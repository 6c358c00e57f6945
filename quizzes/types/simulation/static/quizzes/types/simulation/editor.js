/* Plays a simulation beside its text: anew a moment after the author has stopped typing. Without this script the button
   does the same. */
(function () {
  'use strict';
  var button = document.querySelector('[data-try]');
  var source = document.querySelector('.sim-source');
  var waiting = 0;
  if (!button || !source) { return; }
  function play() { button.form.requestSubmit(button); }
  source.addEventListener('input', function () {
    clearTimeout(waiting);
    waiting = setTimeout(play, 900);
  });
  if (button.form.requestSubmit) { play(); }
}());
