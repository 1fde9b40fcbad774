package handlers

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
)

// packs reports whether a page is sent packed. It is only where nothing that the
// request brought stands in it: what was asked for by GET without a query.
// Whoever can choose a text beside a secret and watch lengths could otherwise
// guess the secret (see docs/decisions/0006-compression.md). A page that refuses
// has the same length however it was asked for.
func packs(c *gin.Context, status int) bool {
	return status == http.StatusOK && c.Request.Method == http.MethodGet && c.Request.URL.RawQuery == "" && takesGzip(c.Request)
}

// takesGzip reads Accept-Encoding as RFC 9110, 12.5.3 has it; a weight of zero
// is a refusal.
func takesGzip(r *http.Request) bool {
	taken := false
	for part := range strings.SplitSeq(strings.Join(r.Header.Values("Accept-Encoding"), ","), ",") {
		coding, parameter, _ := strings.Cut(part, ";")
		weight, err := strconv.ParseFloat(strings.TrimPrefix(strings.TrimSpace(parameter), "q="), 64)
		wanted := err != nil || weight > 0
		switch strings.ToLower(strings.TrimSpace(coding)) {
		case "gzip", "x-gzip":
			return wanted
		case "*":
			taken = wanted
		}
	}
	return taken
}
