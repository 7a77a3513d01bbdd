// fillCause adds the shortest record to an opened cause, so a failure is one click from
// the top of the page.
function fillCause(cause) {
  if (cause.dataset.filled) return;
  cause.dataset.filled = 'yes';
  const scenario = foldedScenario(Number(cause.dataset.record));
  cause.querySelector('.shortest').append(element('h4', {}, 'The shortest record'), scenario);
  openScenario(scenario);
}

for (const cause of document.querySelectorAll('.cause')) {
  cause.addEventListener('toggle', () => { if (cause.open) fillCause(cause); });
  if (cause.open) fillCause(cause);
}
