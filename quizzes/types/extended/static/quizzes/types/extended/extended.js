/* Counts the characters of a written answer as they are typed. */
(function () {
  'use strict';
  document.querySelectorAll('[data-count-words]').forEach(function (line) {
    var field = line.closest('.written').querySelector('textarea');
    var question = field.closest('.question');
    function count() { line.textContent = line.dataset.countWords.replace('{n}', Array.from(field.value).length); }
    field.addEventListener('input', count);
    if (question) { question.addEventListener('answer:fill', count); }
  });
}());
