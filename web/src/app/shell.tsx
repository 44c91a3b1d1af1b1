import { useEffect, type ReactNode } from "react"
import { Link, useLocation } from "wouter"

import { useTranslate } from "@/shared/i18n"
import { Mark, SearchIcon } from "@/shared/ui"

import { LanguageSwitch, SoundSwitch, ThemeSwitch } from "./switches"
import { SearchDialog, useSearchDialog } from "./search-dialog"
import { useShortcuts } from "./use-shortcuts"

/** What stands around every screen: mark, search, switches, and the page itself. */
export function Shell({ children }: { children: ReactNode }) {
  const t = useTranslate()
  const search = useSearchDialog()
  const [location] = useLocation()
  useShortcuts(search.open)
  useEffect(() => {
    window.scrollTo(0, 0)
  }, [location])
  return (
    <>
      <a
        href="#content"
        className="button sr-only focus:not-sr-only focus:fixed! focus:px-4! focus:py-2! focus:top-2 focus:left-2 focus:z-50"
      >
        {t("app.skip")}
      </a>
      <header className="no-print mx-auto flex h-16 max-w-[1232px] items-center gap-1 px-4">
        <Link href="/" className="-ml-1 flex items-center gap-2.5 rounded-md p-1 pr-2">
          <Mark size={26} className="text-accent" />
          <span className="display text-xl">{t("app.name")}</span>
        </Link>
        <SearchButton onOpen={search.open} />
        <LanguageSwitch />
        <SoundSwitch />
        <ThemeSwitch />
      </header>
      <main id="content" tabIndex={-1} className="mx-auto max-w-[1232px] px-4 pb-24 outline-none">
        {children}
      </main>
      <Footer />
      {search.isOpen && <SearchDialog onClose={search.close} />}
    </>
  )
}

function SearchButton({ onOpen }: { onOpen: () => void }) {
  const t = useTranslate()
  return (
    <button
      type="button"
      onClick={onOpen}
      aria-keyshortcuts="/ Control+K Meta+K"
      className="ml-auto flex h-10 items-center gap-2 rounded-md px-3 text-sm text-soft hover:bg-raised hover:text-text md:w-64 md:bg-panel"
    >
      <SearchIcon />
      <span className="max-md:sr-only">{t("app.search")}</span>
      <kbd
        aria-hidden="true"
        className="ml-auto hidden rounded-sm border border-line px-1.5 font-sans text-xs text-faint md:inline"
      >
        {isMac() ? "⌘K" : "Ctrl K"}
      </kbd>
    </button>
  )
}

function Footer() {
  const t = useTranslate()
  return (
    <footer className="no-print mx-auto flex max-w-[1232px] gap-6 px-4 py-8 text-sm text-faint">
      <a className="hover:text-text" href="/docs">
        {t("app.api")}
      </a>
      <a className="hover:text-text" href="/admin/">
        {t("app.admin")}
      </a>
    </footer>
  )
}

const isMac = () => /Mac|iPhone|iPad/.test(navigator.userAgent)
