package frontend

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/sevenfold/sevenfold/models"
)

// The stylesheet of an accent colour sets the four words of app.css that mark
// what can be done, and nothing else: the colours of groups, of the overview and
// of problems mean something and stay. Colours that the reader's system chose win.

// AccentURL is the address of a colour's stylesheet. It holds the colour and a
// hash of the content, so that every process can serve it and browsers may keep it.
func AccentURL(c models.Colour) string {
	sum := sha256.Sum256(accentSheet(c))
	return AssetPrefix + "accent-" + strings.TrimPrefix(string(c), "#") + "." + hex.EncodeToString(sum[:6]) + ".css"
}

// accentAsset is what is served at the address of an accent's stylesheet.
func accentAsset(path string) (Asset, bool) {
	name, found := strings.CutPrefix(path, AssetPrefix+"accent-")
	digits, _, dotted := strings.Cut(name, ".")
	c, err := models.ParseColour(digits)
	if !found || !dotted || err != nil || c == "" || AccentURL(c) != path {
		return Asset{}, false
	}
	return Asset{Body: accentSheet(c), ContentType: contentTypes[".css"]}, true
}

func accentSheet(c models.Colour) []byte {
	return fmt.Appendf(nil, "@media (forced-colors: none) {\n  :root { %s }\n}\n@media screen and (forced-colors: none) and (prefers-color-scheme: dark) {\n  :root { %s }\n}\n",
		tokens(c.Light()), tokens(c.Dark()))
}

// tokens are the words of app.css for a palette.
func tokens(p models.Palette) string {
	return fmt.Sprintf("--accent: %s; --accent-2: %s; --on-accent: %s; --accent-tint: %s", p.Accent, p.Second, p.OnAccent, p.Tint)
}
