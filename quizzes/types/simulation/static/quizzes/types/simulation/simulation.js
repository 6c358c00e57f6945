/* A press on the imitated device becomes an answer: everything done before and this. What the device shows next comes
   from the server, after it has stored the act. Parts of a photo are covered as they are chosen. */
(function () {
  'use strict';
  var question = document.querySelector('.question');
  if (!question) { return; }

  function device() { return question.querySelector('[data-simulation]'); }

  function fields() {
    var given = {};
    device().querySelectorAll('[name^="field-"]').forEach(function (field) {
      var name = field.name.slice(6);
      if (field.type === 'checkbox') {
        given[name] = given[name] || [];
        if (field.checked) { given[name].push(field.value); }
      } else if (field.type === 'radio') {
        if (field.checked) { given[name] = field.value; }
      } else { given[name] = field.value; }
    });
    return given;
  }

  question.addEventListener('answer:act', function (event) {
    var act = { do: event.detail.act };
    if (!device()) { return; }
    if (act.do !== 'undo' && act.do !== 'restart') { act.with = fields(); }
    event.detail.payload = { acts: JSON.parse(question.querySelector('[name=acts]').value || '[]').concat([act]) };
    device().setAttribute('aria-busy', 'true');
  });

  question.addEventListener('answer:shown', function () {
    if (!device()) { return; }
    device().removeAttribute('aria-busy');
    question.querySelector('.sim-bar').focus();
  });

  question.addEventListener('change', function (event) {
    var part = event.target.dataset.covers;
    if (!part) { return; }
    var photo = event.target.closest('fieldset').querySelector('.sim-photo');
    photo.querySelectorAll('[data-part="' + part + '"]').forEach(function (box) {
      box.classList.toggle('sim-part--covered', event.target.checked);
    });
    photo.querySelectorAll('[data-part-text="' + part + '"]').forEach(function (word) {
      word.classList.toggle('sim-word--covered', event.target.checked);
    });
  });
}());
