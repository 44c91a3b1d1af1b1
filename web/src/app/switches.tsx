import { LANGUAGES, useTranslate, type Language } from "@/shared/i18n"
import { usePreferences } from "@/shared/preferences"
import { MoonIcon, SoundIcon, SunIcon } from "@/shared/ui"

export function ThemeSwitch() {
  const t = useTranslate()
  const { theme, setTheme } = usePreferences()
  const other = theme === "dark" ? "light" : "dark"
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={t(`app.theme.${other}`)}
      onClick={() => setTheme(other)}
    >
      {theme === "dark" ? <SunIcon /> : <MoonIcon />}
    </button>
  )
}

/** A cue when you gain. Off until it is asked for. */
export function SoundSwitch() {
  const t = useTranslate()
  const { sound, setSound } = usePreferences()
  return (
    <button
      type="button"
      className="icon-button max-sm:hidden"
      aria-pressed={sound}
      aria-label={t(sound ? "app.sound.on" : "app.sound.off")}
      onClick={() => setSound(!sound)}
    >
      <SoundIcon on={sound} />
    </button>
  )
}

export function LanguageSwitch() {
  const t = useTranslate()
  const { language, setLanguage } = usePreferences()
  return (
    <label className="relative rounded-md hover:bg-raised has-focus-visible:outline-2 has-focus-visible:outline-accent">
      <span className="sr-only">{t("app.language")}</span>
      <span
        aria-hidden="true"
        className="grid size-10 place-items-center text-sm font-medium text-soft uppercase"
      >
        {language}
      </span>
      <select
        className="absolute inset-0 cursor-pointer opacity-0"
        value={language}
        onChange={(event) => setLanguage(event.target.value as Language)}
      >
        {Object.entries(LANGUAGES).map(([code, name]) => (
          <option key={code} value={code} lang={code} className="bg-panel text-text">
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}
