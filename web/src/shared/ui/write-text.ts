/** Puts a text on the clipboard. Browsers give it to pages over HTTPS only; elsewhere an old way serves. */
export async function writeText(text: string): Promise<void> {
  if (isSecureContext) return navigator.clipboard.writeText(text)
  const field = Object.assign(document.createElement("textarea"), { value: text })
  // Inside an open dialog only what is in it can be selected.
  const place = document.querySelector("dialog[open]") ?? document.body
  place.append(field)
  field.select()
  document.execCommand("copy") // eslint-disable-line @typescript-eslint/no-deprecated
  field.remove()
}
