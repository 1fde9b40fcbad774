package handlers

import (
	"github.com/gin-gonic/gin"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// apiKeys lists the keys of programs, without their secrets.
func (s *site) apiKeys(c *gin.Context) (reply, error) { return shown(s.apiKeysPage(c)) }

func (s *site) apiKeysPage(c *gin.Context) (frontend.APIKeysPage, error) {
	page := frontend.APIKeysPage{Base: s.base(c)}
	list := partOf(c, linesPerPage)
	keys, total, err := s.DB.APIKeys().List(c.Request.Context(), list)
	page.Pager = pager(frontend.APIKeysURL, list, total)
	for _, k := range keys {
		page.Keys = append(page.Keys, frontend.APIKeyLine{ID: k.ID, Name: k.Name, MadeAt: k.MadeAt.In(s.Location), RevokedAt: s.local(k.RevokedAt)})
	}
	return page, err
}

// createAPIKey makes a key. Its answer is the only page that ever shows it, so
// there is no redirect.
func (s *site) createAPIKey(c *gin.Context) (reply, error) {
	name := c.PostForm("name")
	key, err := s.DB.APIKeys().Create(c.Request.Context(), who(c).name(), name)
	faults, ours := fieldErrors(err, "name")
	if err != nil && !ours {
		return reply{}, err
	}
	page, err := s.apiKeysPage(c)
	if ours {
		page.Errors, page.Name = faults, name
		return shownAgain(page, err)
	}
	page.NewKey, page.NewName = key, name
	return shown(page, err)
}

// keyOf is the key that the path names.
func (s *site) keyOf(c *gin.Context) (store.APIKey, error) {
	id, err := idParam(c, "key")
	if err != nil {
		return store.APIKey{}, err
	}
	return s.DB.APIKeys().Get(c.Request.Context(), id)
}

func (s *site) confirmRevoke(c *gin.Context) (reply, error) {
	key, err := s.keyOf(c)
	if err != nil {
		return reply{}, err
	}
	if key.RevokedAt != nil {
		return reply{}, models.Errorf(models.Conflict, "This key was revoked already.")
	}
	return show(frontend.ConfirmPage{Base: s.base(c), Heading: "Revoke the key “" + key.Name + "”",
		Text:   []string{"The program that uses it is refused from now on. This cannot be undone; a new key can be made at any time."},
		Button: "Revoke the key", PostURL: frontend.APIKeysURL + "/" + key.ID.String() + "/revoke", BackURL: frontend.APIKeysURL})
}

func (s *site) revokeAPIKey(c *gin.Context) (reply, error) {
	id, err := idParam(c, "key")
	if err != nil {
		return reply{}, err
	}
	if err := s.DB.APIKeys().Revoke(c.Request.Context(), who(c).name(), id); err != nil {
		return reply{}, err
	}
	return s.done(c, frontend.APIKeysURL, "The key is revoked.")
}
