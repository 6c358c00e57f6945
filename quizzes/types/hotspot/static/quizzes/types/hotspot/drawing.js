/* The author's picture: areas are drawn as their numbers say, and a rectangle dragged with the mouse fills the first
   empty row. Without this script the numbers are written by hand. */
(function () {
  'use strict';
  var place = document.querySelector('[data-hotspot-editor]');
  if (!place) { return; }
  var svg = place.querySelector('svg');
  var size = svg.viewBox.baseVal;
  var rows = Array.from(document.querySelectorAll('[data-area-row]'));
  var begun = null;

  function made(tag, name, attributes) {
    var one = document.createElementNS('http://www.w3.org/2000/svg', tag);
    one.setAttribute('class', name);
    Object.keys(attributes).forEach(function (key) { one.setAttribute(key, attributes[key]); });
    return one;
  }
  function field(row, name) { return row.querySelector('[name$="-' + name + '"]'); }
  function numbers(row) { return (field(row, 'coords').value.match(/\d+/g) || []).map(Number); }

  function shape(kind, n) {
    if (kind === 'circle' && n.length === 3) { return made('circle', 'hotspot-shape', { cx: n[0], cy: n[1], r: n[2] }); }
    if (kind === 'poly' && n.length >= 6) { return made('polygon', 'hotspot-shape', { points: n.join(' ') }); }
    if (kind === 'rect' && n.length === 4) {
      return made('rect', 'hotspot-shape', {
        x: n[0], y: n[1], width: Math.max(n[2] - n[0], 0), height: Math.max(n[3] - n[1], 0)
      });
    }
    return null;
  }

  function draw(live) {
    var radius = Math.max(size.width, size.height) * 0.03;
    svg.textContent = '';
    rows.forEach(function (row, index) {
      var n = numbers(row);
      var one = shape(field(row, 'shape').value, n);
      if (!one) { return; }
      var group = made('g', 'hotspot-area' + (field(row, 'right').checked ? ' on' : ''), {});
      var box = (svg.appendChild(group).appendChild(one)).getBBox();
      group.appendChild(made('circle', 'hotspot-disc', { cx: box.x + radius, cy: box.y + radius, r: radius }));
      var text = group.appendChild(made('text', 'hotspot-number', {
        x: box.x + radius, y: box.y + radius * 1.4, 'font-size': radius
      }));
      text.textContent = index + 1;
    });
    if (live) { svg.appendChild(shape('rect', live)); }
  }

  function at(event) {
    var box = svg.getBoundingClientRect();
    return [
      Math.round(Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1) * size.width),
      Math.round(Math.min(Math.max((event.clientY - box.top) / box.height, 0), 1) * size.height)
    ];
  }
  function between(a, b) {
    return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1])];
  }

  svg.addEventListener('pointerdown', function (event) {
    begun = at(event);
    svg.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  svg.addEventListener('pointermove', function (event) { if (begun) { draw(between(begun, at(event))); } });
  svg.addEventListener('pointerup', function (event) {
    var box = begun && between(begun, at(event));
    begun = null;
    var row = rows.find(function (one) { return !field(one, 'coords').value.trim(); });
    if (box && row && box[2] - box[0] > 5 && box[3] - box[1] > 5) {
      field(row, 'shape').value = 'rect';
      field(row, 'coords').value = box.join(', ');
      field(row, 'text').focus();
    }
    draw();
  });
  document.addEventListener('input', function (event) { if (event.target.closest('[data-area-row]')) { draw(); } });
  draw();
}());
