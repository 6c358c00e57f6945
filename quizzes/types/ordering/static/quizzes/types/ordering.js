/* Ordering: two buttons a line, and one that takes the order as it is; the numbers for those without a script are kept
   in step. Once something was given the lines themselves carry the answer (data-answer), which question.js collects in
   their order. ES2017, no library. */
(function () {
  'use strict';

  function text(tag, content, name) {
    var made = document.createElement(tag);
    made.textContent = content;
    if (name) { made.className = name; }
    return made;
  }

  function enhance(list) {
    var words = list.dataset;
    var question = list.closest('.question');
    var keep = text('button', words.keep, 'btn keep');

    function lines() { return Array.prototype.slice.call(list.children); }

    function renumber(numbers) {
      lines().forEach(function (line, index, all) {
        line.querySelector('.rank').textContent = index + 1;
        if (numbers) { line.querySelector('select').value = String(index + 1); }
        line.querySelector('.up').disabled = index === 0;
        line.querySelector('.down').disabled = index === all.length - 1;
      });
    }

    function given() {
      lines().forEach(function (line) { line.dataset.answer = 'order[]'; });
      keep.hidden = true;
      renumber(true);
    }

    function move(line, step) {
      var all = lines();
      var other = all[all.indexOf(line) + step];
      if (!other) { return; }
      list.insertBefore(line, step < 0 ? other : other.nextSibling);
      given();
      var button = line.querySelector(step < 0 ? '.up' : '.down');
      (button.disabled ? line.querySelector(step < 0 ? '.down' : '.up') : button).focus();
      question.querySelector('.moved').textContent =
        line.querySelector('.text').textContent + ' ' + words.nowPlace + ' ' + (lines().indexOf(line) + 1);
      list.dispatchEvent(new Event('change', { bubbles: true }));
    }

    question.addEventListener('answer:fill', function (event) {
      if (!event.detail.order) { return; }
      event.detail.order.forEach(function (id) {
        list.appendChild(lines().filter(function (line) { return line.dataset.value === id; })[0]);
      });
      given();
    });

    question.querySelector('.how').hidden = true;
    question.querySelector('.how-script').hidden = false;
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
    keep.type = 'button';
    keep.addEventListener('click', function () {
      given();
      list.querySelector('.moves .btn:enabled').focus();
      list.dispatchEvent(new Event('change', { bubbles: true }));
    });
    list.insertAdjacentElement('afterend', keep);
    if (list.querySelector('select').value) { given(); } else { renumber(false); }
  }

  document.querySelectorAll('.question ol.ordering').forEach(enhance);
}());
