/* Puts a leaderboard of Laurels where this script stands:
   <script src="https://HOST/embed.js" data-leaderboard="ID" data-theme="light" async></script>
   More data- attributes: accent, background, rows, title, window, player, scale, lang, label. */
;(function () {
  "use strict"
  var NAMES = [
    "theme",
    "accent",
    "background",
    "rows",
    "title",
    "window",
    "player",
    "scale",
    "lang",
  ]
  var MOST_HEIGHT = 10000

  function put(script) {
    var id = script.getAttribute("data-leaderboard")
    var server = (/^https?:\/\/[^/]+/.exec(script.src) || [])[0]
    if (!id || !server || script.getAttribute("data-is-put")) return
    script.setAttribute("data-is-put", "yes")

    var query = []
    for (var i = 0; i < NAMES.length; i++) {
      var value = script.getAttribute("data-" + NAMES[i])
      if (value !== null) query.push(NAMES[i] + "=" + encodeURIComponent(value))
    }
    var frame = document.createElement("iframe")
    frame.src =
      server + "/embed/" + encodeURIComponent(id) + (query[0] ? "?" + query.join("&") : "")
    frame.title = script.getAttribute("data-label") || "Leaderboard"
    frame.setAttribute("loading", "lazy")
    // About as tall as it will be. The scheme is the embed's own: else it could not be transparent.
    var height = 106 + 40 * (parseInt(script.getAttribute("data-rows"), 10) || 10)
    frame.style.cssText = "display:block;width:100%;border:0;color-scheme:light"
    frame.style.height = height + "px"

    // The frame says that it is there, is greeted, and then tells its height to who greeted it.
    window.addEventListener("message", function (event) {
      var told = event.data
      if (event.origin !== server || event.source !== frame.contentWindow || !told) return
      if (told.type === "laurels:ready") event.source.postMessage({ type: "laurels:hello" }, server)
      if (told.type === "laurels:height" && told.height > 0 && told.height < MOST_HEIGHT)
        frame.style.height = Math.ceil(told.height) + "px"
    })
    script.parentNode.insertBefore(frame, script.nextSibling)
  }

  var scripts = document.querySelectorAll("script[data-leaderboard]")
  if (document.currentScript) put(document.currentScript)
  else for (var i = 0; i < scripts.length; i++) put(scripts[i])
})()
