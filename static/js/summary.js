// A problem in the summary on top names its field, for whom the words beside the field are a screen away.
function name(summary) {
  for (const link of summary.querySelectorAll('a[href^="#"]:not([data-named])')) {
    const field = document.getElementById(link.hash.slice(1));
    const label = field?.labels?.[0] ?? field?.closest("fieldset")?.querySelector("legend");
    const text = label && [...label.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data.trim()).join(" ").trim();
    link.dataset.named = "";
    if (text) link.prepend(`${text}: `);
  }
}

const nameAll = () => document.querySelectorAll(".error-summary").forEach(name);
nameAll();
document.addEventListener("htmx:afterSwap", nameAll);
