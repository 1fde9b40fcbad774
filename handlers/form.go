package handlers

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/sevenfold/sevenfold/models"
)

// parseForm reads the fields of a posted form into the request's PostForm. One
// that is too large or cannot be read is an error that a person may see.
func parseForm(c *gin.Context) error {
	err := c.Request.ParseForm()
	if _, large := errors.AsType[*http.MaxBytesError](err); err == nil || large {
		return err
	}
	return models.Errorf(models.Invalid, "The form arrived damaged. Please go back and send it once more.")
}
