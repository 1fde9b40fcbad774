package handlers

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"github.com/sevenfold/sevenfold/models"
)

// keyScheme names the security scheme of API keys in the OpenAPI document.
const keyScheme = "key"

// caller is who sent a request of the API.
type caller struct {
	gin   *gin.Context
	actor string // as the audit names the program; "" without a key
}

type callerKey struct{}

// callerOf returns the caller that receive and checkKey found.
func callerOf(ctx context.Context) caller {
	c, _ := ctx.Value(callerKey{}).(caller)
	return c
}

// actor is how the audit names the program that sent a request.
func actor(ctx context.Context) string { return callerOf(ctx).actor }

// receive remembers the request for what the operations need of it.
func (s *site) receive(ctx huma.Context, next func(huma.Context)) {
	c := humagin.Unwrap(ctx)
	c.Set(contextSite, s)
	next(huma.WithValue(ctx, callerKey{}, caller{gin: c}))
}

// checkKey lets programs in by their key, where the operation asks for one. A
// session of a browser opens nothing here.
func (s *site) checkKey(api huma.API) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		if len(ctx.Operation().Security) == 0 {
			next(ctx)
			return
		}
		key, given := bearer(ctx.Header("Authorization"))
		name, err := s.DB.APIKeys().Check(ctx.Context(), key)
		switch {
		case !given:
			refuse(api, ctx, `Bearer realm="sevenfold"`)
		case models.KindOf(err) == models.NotFound:
			refuse(api, ctx, `Bearer realm="sevenfold", error="invalid_token"`)
		case err != nil:
			writeProblem(api, ctx, http.StatusInternalServerError, err)
		default:
			next(huma.WithValue(ctx, callerKey{}, caller{humagin.Unwrap(ctx), "API key " + name}))
		}
	}
}

func refuse(api huma.API, ctx huma.Context, challenge string) {
	ctx.SetHeader("WWW-Authenticate", challenge)
	writeProblem(api, ctx, http.StatusUnauthorized)
}

// writeProblem answers before an operation begins. If the connection is gone
// there is nobody to tell.
func writeProblem(api huma.API, ctx huma.Context, status int, errs ...error) {
	_ = huma.WriteErr(api, ctx, status, http.StatusText(status), errs...)
}

// bearer takes the key out of an Authorization header.
func bearer(header string) (key string, ok bool) {
	scheme, key, _ := strings.Cut(header, " ")
	key = strings.TrimSpace(key)
	return key, strings.EqualFold(scheme, "Bearer") && key != ""
}
