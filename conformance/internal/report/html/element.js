'use strict';

// element makes an HTML element. What it is given stands in it as text, never as
// markup: most of it was sent by a server that nobody trusts.
function element(name, attributes, ...children) {
  return filled(document.createElement(name), attributes, children);
}

// drawn is element for SVG.
function drawn(name, attributes, ...children) {
  return filled(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
}

function filled(made, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ''));
  return made;
}

// button makes a button that calls act when it is pressed.
function button(attributes, act, ...children) {
  const made = element('button', { type: 'button', ...attributes }, ...children);
  made.addEventListener('click', act);
  return made;
}

function mark(slug, sign, meaning) {
  return element('span', { class: `mark ${slug}`, role: 'img', 'aria-label': meaning }, sign);
}

function plural(n, noun) {
  return `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`;
}

// embedded returns the data that stands in the page under id.
function embedded(id) {
  return JSON.parse(document.getElementById(id).textContent);
}
