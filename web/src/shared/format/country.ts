import { locale } from "@/shared/i18n/language"

/** A country's name in the reader's language; the code where there is none. */
export function countryName(code: string): string {
  try {
    return new Intl.DisplayNames(locale(), { type: "region" }).of(code) ?? code
  } catch {
    return code
  }
}
