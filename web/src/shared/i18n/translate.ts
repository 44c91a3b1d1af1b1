import { group } from "@/shared/format/numbers"

import { en } from "./en"
import { es } from "./es"
import { locale, type Language } from "./language"

/** A text, or one text per plural form; `{name}` marks what is filled in. */
export type Text = string | { readonly one: string; readonly other: string }
export type Key = keyof typeof en
/** Every language has every text of English, and a plural where English has one. */
export type Texts = {
  readonly [K in Key]: (typeof en)[K] extends string ? string : Exclude<Text, string>
}

type Marks<T extends string> = T extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Marks<Rest>
  : never
type Forms<K extends Key> = (typeof en)[K] extends string
  ? (typeof en)[K]
  : (typeof en)[K] extends { other: infer Other extends string }
    ? Other
    : never
type Counted<K extends Key> = (typeof en)[K] extends string ? never : "count"
type Params<K extends Key> = Record<Marks<Forms<K>> | Counted<K>, string | number>
type Rest<K extends Key> = [Marks<Forms<K>> | Counted<K>] extends [never] ? [] : [params: Params<K>]

/** `t("home.players", { count: 3 })`: the text of a key, its marks filled in. */
export type Translate = <K extends Key>(key: K, ...rest: Rest<K>) => string

const ALL: Record<Language, Texts> = { en, es }

/** The texts of a language as a function. Counts choose the plural form, and are grouped. */
export function translator(language: Language): Translate {
  return (key, ...rest) => {
    const params = (rest[0] ?? {}) as Record<string, string | number>
    return fill(form(ALL[language][key], params), params)
  }
}

function form(text: Text, params: Record<string, string | number>): string {
  if (typeof text === "string") return text
  const rule = new Intl.PluralRules(locale()).select(Number(params.count))
  return rule === "one" ? text.one : text.other
}

function fill(text: string, params: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (mark, name: string) => {
    const value = params[name]
    if (value === undefined) return mark
    return typeof value === "number" ? group(value) : value
  })
}
