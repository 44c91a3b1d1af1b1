import { create } from "zustand"

import { isLanguage, preferredLanguage, setLanguage, type Language } from "@/shared/i18n/language"

export type Theme = "dark" | "light"

type Preferences = {
  theme: Theme
  language: Language
  /** The player that the visitor says to be. */
  you: string | null
  sound: boolean
  setTheme: (theme: Theme) => void
  setLanguage: (language: Language) => void
  setYou: (you: string | null) => void
  setSound: (sound: boolean) => void
}

/** What the visitor has chosen, kept in this browser. The address comes first. */
export const usePreferences = create<Preferences>((set) => ({
  theme: document.documentElement.dataset.theme === "light" ? "light" : "dark",
  language: firstLanguage(),
  you: asked("you") ?? read("you"),
  sound: read("sound") === "on",
  setTheme: (theme) => {
    document.documentElement.dataset.theme = theme
    write("theme", theme)
    set({ theme })
  },
  setLanguage: (language) => {
    setLanguage(language)
    write("language", language)
    set({ language })
  },
  setYou: (you) => {
    write("you", you)
    set({ you })
  },
  setSound: (sound) => {
    write("sound", sound ? "on" : "off")
    set({ sound })
  },
}))

function firstLanguage(): Language {
  const chosen = [asked("lang"), read("language")].find(isLanguage) ?? preferredLanguage()
  setLanguage(chosen)
  return chosen
}

function asked(name: string): string | null {
  return new URLSearchParams(location.search).get(name)
}

function read(name: string): string | null {
  try {
    return localStorage.getItem(`laurels.${name}`)
  } catch {
    return null // Storage can be switched off: then a choice lasts as long as the page.
  }
}

function write(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`laurels.${name}`)
    else localStorage.setItem(`laurels.${name}`, value)
  } catch {
    // As above.
  }
}
