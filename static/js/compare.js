// Two photos, one over the other: a native range moves the cut, so pointer and keyboard both work; buttons jump.

customElements.define("before-after", class extends HTMLElement {
  connectedCallback() {
    const range = this.querySelector("input[type=range]");
    if (!range) return;
    const show = () => this.style.setProperty("--cut", `${range.value}%`);
    range.addEventListener("input", show);
    this.addEventListener("click", (event) => {
      const button = event.target.closest("[data-cut]");
      if (!button) return;
      range.value = button.dataset.cut;
      show();
    });
    show();
  }
});
