/* Colours an area of a picture while its box below is ticked. */
(function () {
  'use strict';
  document.querySelectorAll('[data-hotspot]').forEach(function (picture) {
    var question = picture.closest('.question');
    if (!question) { return; }
    function show() {
      picture.querySelectorAll('[data-area]').forEach(function (area) {
        var box = question.querySelector('input[data-answer][value="' + area.dataset.area + '"]');
        area.classList.toggle('on', Boolean(box && box.checked));
      });
    }
    question.addEventListener('change', show);
    question.addEventListener('answer:fill', show);
    show();
  });
}());
