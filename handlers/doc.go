// Package handlers greets: it turns requests into calls of the store and their
// outcome into pages and JSON. It is the only owner of Gin, Huma and the
// sessions. routes.go shows every route on one screen, by who may come.
package handlers
