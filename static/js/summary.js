// A problem in the summary on top names its field, for whom the words beside the field are a screen away.
function name(summary) {
  for (const link of summary.querySelectorAll('a[href^="#"]:not([data-named])')) {
    const field = document.getElementById(link.hash.slice(1));
    // One of several answers has a label of its own; the question is above them.
    const isAnswer = field?.type === "radio" || field?.type === "checkbox" && field.closest("fieldset.is-set, fieldset.choices");
    const legend = field?.closest("fieldset")?.querySelector("legend");
    const label = (isAnswer && legend) || field?.labels?.[0] || legend;
    const text = label && [...label.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data.trim()).join(" ").trim();
    link.dataset.named = "";
    if (text) link.prepend(`${text}: `);
  }
}

const nameAll = () => document.querySelectorAll(".error-summary").forEach(name);
nameAll();
document.addEventListener("htmx:afterSwap", nameAll);
