// WCAG 2.2 to level AA, and what axe-core itself calls good practice.
const done = arguments[arguments.length - 1];

const options = {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  // Style sheets are read from the page: fetching them is what its policy forbids.
  preload: false,
  resultTypes: ["violations"],
};

// React Aria's announcer keeps what it said for seconds, with references to elements that are gone by then.
const where = { include: document, exclude: ["[data-live-announcer]"] };

// The button of a list shows its label and its choice; its name has both, the other way round.
const counts = (rule, html) => rule !== "label-content-name-mismatch" || !html.includes('aria-haspopup="listbox"');

const told = ({ id, impact, help, nodes }) => ({
  id,
  impact,
  help,
  nodes: nodes
    .filter(({ html }) => counts(id, html))
    .map(({ html, target, failureSummary }) => ({ html, target: target.join(" "), failureSummary })),
});

window.axe.run(where, options).then(
  ({ violations }) => done(violations.map(told).filter(({ nodes }) => nodes.length > 0)),
  (error) => done(String(error)),
);
