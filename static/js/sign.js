// Signature: strokes are kept as lines on a field 600 wide, in the hidden input: small, printable, the same on every screen.
const WIDTH = 600;
const MOST = 38_000;

customElements.define("sign-pad", class extends HTMLElement {
  connectedCallback() {
    this.canvas = this.querySelector("canvas");
    this.field = this.querySelector("input");
    this.querySelector("[data-clear]").addEventListener("click", () => { this.field.value = ""; this.draw(); });
    this.canvas.addEventListener("pointerdown", (event) => {
      if (event.button > 0) return;
      this.canvas.setPointerCapture(event.pointerId);
      this.pen = event.pointerId;
      this.add("M", event);
    });
    this.canvas.addEventListener("pointermove", (event) => {
      if (event.pointerId !== this.pen) return;
      for (const one of event.getCoalescedEvents?.() ?? [event]) this.add("L", one);
    });
    for (const end of ["pointerup", "pointercancel"]) this.canvas.addEventListener(end, () => { this.pen = null; });
    new ResizeObserver(() => this.draw()).observe(this.canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
  }

  add(verb, event) {
    if (this.field.value.length > MOST) return;
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    const scale = WIDTH / width;
    const x = Math.round(Math.min(Math.max(event.clientX - left, 0), width) * scale);
    const y = Math.round(Math.min(Math.max(event.clientY - top, 0), height) * scale);
    const point = `${x} ${y}`;
    if (verb === "L" && this.last === point) return;
    this.last = point;
    this.field.value += verb + point;
    this.draw();
  }

  draw() {
    const { canvas, field } = this;
    const dpr = devicePixelRatio;
    canvas.width = canvas.clientWidth * dpr;
    canvas.height = canvas.clientHeight * dpr;
    if (!canvas.width) return;
    const pen = canvas.getContext("2d");
    pen.scale(canvas.width / WIDTH, canvas.width / WIDTH);
    pen.strokeStyle = getComputedStyle(canvas).color;
    pen.lineWidth = 2.25 * WIDTH / canvas.clientWidth;
    pen.lineCap = pen.lineJoin = "round";
    pen.stroke(new Path2D(field.value));
  }
});
