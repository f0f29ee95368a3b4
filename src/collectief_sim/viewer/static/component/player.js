// Playing: frames pass at a number of months a second, however fast the screen is.

export class Player {
  // `frame()` and `last()` say where we are and where it ends; `go(frame)` shows one; `changed()` when play begins or ends.
  constructor(handlers) {
    Object.assign(this, handlers);
    this.token = null;
  }

  get playing() {
    return this.token !== null;
  }

  play(speed) {
    if (this.frame() >= this.last()) this.go(0);
    const [from, began, mine] = [this.frame(), performance.now(), {}];
    this.token = mine;
    this.changed();
    const tick = (now) => {
      if (this.token !== mine) return;
      const frame = Math.min(this.last(), from + Math.floor(((now - began) / 1000) * speed));
      if (frame !== this.frame()) this.go(frame);
      if (frame >= this.last()) this.pause();
      else requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }

  pause() {
    if (!this.playing) return;
    this.token = null;
    this.changed();
  }
}
