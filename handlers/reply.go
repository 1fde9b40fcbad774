package handlers

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/sevenfold/sevenfold/frontend"
)

// reply is what a page handler answers: a page, a redirect or a file.
type reply struct {
	status      int
	page        frontend.Page
	to          string // where to go on, after a POST
	body        []byte
	contentType string
	filename    string // of a download
}

// pageHandler answers a request with a reply, or fails with an error that
// errors.go turns into a page.
type pageHandler func(c *gin.Context) (reply, error)

// show answers with a page.
func show(page frontend.Page) (reply, error) { return reply{status: http.StatusOK, page: page}, nil }

// showAgain answers with a form that came back because something in it is wrong.
func showAgain(page frontend.Page) (reply, error) {
	return reply{status: http.StatusUnprocessableEntity, page: page}, nil
}

// goTo answers a POST by sending the browser on with GET.
func goTo(address string) (reply, error) { return reply{status: http.StatusSeeOther, to: address}, nil }

// file answers with bytes to keep.
func file(name, contentType string, body []byte) (reply, error) {
	return reply{status: http.StatusOK, body: body, contentType: contentType, filename: name}, nil
}

// page gives a handler its face for browsers.
func (s *site) page(handle pageHandler) gin.HandlerFunc {
	return func(c *gin.Context) {
		answer, err := handle(c)
		if err != nil {
			s.errorPage(c, err)
			return
		}
		s.answer(c, answer)
	}
}

func (s *site) answer(c *gin.Context, r reply) {
	switch {
	case r.to != "":
		c.Redirect(r.status, r.to)
	case r.page != nil:
		s.draw(c, r)
	default:
		if r.filename != "" {
			c.Header("Content-Disposition", contentDisposition(r.filename))
		}
		c.Data(r.status, r.contentType, r.body)
	}
}

// draw sends a page.
func (s *site) draw(c *gin.Context, r reply) {
	c.Writer.Header().Add("Vary", "Accept-Encoding")
	draw, packed := s.front.Render, packs(c, r.status)
	if packed {
		draw = s.front.RenderPacked
	}
	body, err := draw(r.page)
	if err != nil {
		s.Log.Error("draw page", "route", c.FullPath(), "err", err)
		c.Data(http.StatusInternalServerError, htmlType, s.front.Broken())
		return
	}
	if packed {
		c.Header("Content-Encoding", "gzip")
	}
	c.Header("Content-Length", strconv.Itoa(len(body))) // or it goes out in chunks
	c.Data(r.status, htmlType, body)
}

const htmlType = "text/html; charset=utf-8"
