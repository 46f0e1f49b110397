/**
 * Tells what an editor itself has said apart from what others put into the page. The page repeats each text to the editor
 * a moment later, when more may have been typed already: to write that back would take it away again.
 */
export class ToldTexts {
  #told: string[] = [];

  /** The editor has told of a text. */
  tell(text: string): void {
    this.#told.push(text);
  }

  /** Whether a text that the page has now is one that the editor has told of since the last. */
  isOwn(text: string): boolean {
    const index = this.#told.indexOf(text);
    this.#told = index === -1 ? [] : this.#told.slice(index + 1);
    return index !== -1;
  }
}
