package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/sevenfold/sevenfold/models"
)

// static serves the files of the pages. Their addresses carry a hash of the
// content, so browsers keep them for good.
func (s *site) static(c *gin.Context) {
	asset, ok := s.front.Asset(c.Request.URL.Path)
	if !ok {
		s.fail(c, models.Errorf(models.NotFound, "There is nothing at this address."))
		return
	}
	c.Header("Cache-Control", "public, max-age=31536000, immutable")
	c.Header("Vary", "Accept-Encoding")
	body := asset.Body
	if asset.Packed != nil && takesGzip(c.Request) {
		c.Header("Content-Encoding", "gzip")
		body = asset.Packed
	}
	c.Data(http.StatusOK, asset.ContentType, body)
}
