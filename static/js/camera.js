// The camera with the last photo laid over it, to repeat the angle. Where there is none, files are chosen instead.

customElements.define("photo-camera", class extends HTMLElement {
  connectedCallback() {
    this.video = this.querySelector("video");
    this.facing = "environment";
    const ghost = this.querySelector(".ghost");
    const fader = this.querySelector("[data-ghost]");
    const fade = () => ghost.style.setProperty("opacity", String(fader.value / 100));
    if (ghost && fader) {
      fader.addEventListener("input", fade);
      fade();
    }
    this.querySelector("[data-shoot]").addEventListener("click", () => this.shoot());
    this.querySelector("[data-turn]").addEventListener("click", () => {
      this.facing = this.facing === "environment" ? "user" : "environment";
      this.open();
    });
    addEventListener("pagehide", () => this.close());
    document.addEventListener("visibilitychange", () => { document.hidden ? this.close() : this.open(); });
    this.open();
  }

  close() {
    for (const track of this.video.srcObject?.getTracks() ?? []) track.stop();
    this.video.srcObject = null;
  }

  async open() {
    this.close();
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        audio: false,
        video: { facingMode: this.facing, width: { ideal: 4096 }, height: { ideal: 3072 } },
      });
      // Gone to another window while the question stood: no camera stays on behind a page.
      if (document.hidden) {
        for (const track of stream.getTracks()) track.stop();
        return;
      }
      this.video.srcObject = stream;
      await this.video.play();
      this.hidden = false;
    } catch {
      this.hidden = true;
    }
    document.querySelector("[data-no-camera]").hidden = !this.hidden;
  }

  async shoot() {
    const { videoWidth, videoHeight, clientWidth, clientHeight } = this.video;
    if (!videoWidth) return;
    // What the frame shows, and no more: the angle is repeated by it.
    const scale = Math.max(clientWidth / videoWidth, clientHeight / videoHeight);
    const [width, height] = [clientWidth, clientHeight].map((side) => Math.round(side / scale));
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const [left, top] = [(videoWidth - width) / 2, (videoHeight - height) / 2];
    canvas.getContext("2d").drawImage(this.video, left, top, width, height, 0, 0, width, height);
    const blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.92); });
    if (!blob) return;
    const name = `photo-${new Date().toISOString().slice(0, 19).replaceAll(":", "-")}.jpg`;
    document.querySelector("photo-upload").add([new File([blob], name, { type: "image/jpeg" })]);
  }
});
