import { usePreferences } from "@/shared/preferences"

import { translator, type Translate } from "./translate"
import type { Language } from "./language"

export { LANGUAGES, locale, type Language } from "./language"
export type { Translate } from "./translate"

const made: Partial<Record<Language, Translate>> = {}

/** The texts of the reader's language; a component that uses it is drawn again on a switch. */
export function useTranslate(): Translate {
  const language = usePreferences((preferences) => preferences.language)
  return (made[language] ??= translator(language))
}
