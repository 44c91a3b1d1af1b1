// Runs before the first paint: the page never flashes in the other theme, and what it draws with
// is fetched beside the script that will ask for it.
;(function () {
  var asked = new URLSearchParams(location.search).get("theme")
  var kept = null
  try {
    kept = localStorage.getItem("laurels.theme")
  } catch {
    // Storage can be switched off: then the system's theme serves.
  }
  var chosen = asked === "dark" || asked === "light" ? asked : kept
  var theme = chosen || (matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark")
  var root = document.documentElement
  root.dataset.theme = theme
  // What stands over a video or in a frame is transparent from its first moment on.
  if (/^\/(overlay|embed)\//.test(location.pathname)) {
    root.dataset.stage = "bare"
    root.style.colorScheme = "light"
  }
  var files = document.currentScript.dataset[root.dataset.stage || "app"]
  ;(files ? files.split(" ") : []).forEach(function (href) {
    document.head.append(
      Object.assign(document.createElement("link"), { rel: "modulepreload", href }),
    )
  })
})()
