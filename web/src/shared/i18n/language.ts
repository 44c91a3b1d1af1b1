/** The languages of the app. A new one is a folder of texts beside `en`, and a line here. */
export const LANGUAGES = { en: "English", es: "Español" } as const
export type Language = keyof typeof LANGUAGES

let language: Language = "en"

/** Set by the preferences only; formats that are not React's read it through `locale`. */
export function setLanguage(chosen: Language): void {
  language = chosen
  if (typeof document !== "undefined") document.documentElement.lang = chosen
}

/** The locale of numbers and dates: the reader's own region where it speaks the language. */
export function locale(): string {
  const spoken = typeof navigator === "undefined" ? [] : navigator.languages
  return spoken.find((tag) => tag.split("-")[0] === language) ?? language
}

/** True for a language that the app has texts in. */
export function isLanguage(text: string | null): text is Language {
  return text !== null && Object.hasOwn(LANGUAGES, text)
}

/** The reader's first language that the app has, else English. */
export function preferredLanguage(): Language {
  for (const tag of navigator.languages) {
    const base = tag.split("-")[0] ?? ""
    if (isLanguage(base)) return base
  }
  return "en"
}
