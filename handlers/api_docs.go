package handlers

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"github.com/sevenfold/sevenfold/frontend"
)

// apiDocs gathers the operations in the order in which they are listed.
type apiDocs struct{ operations []*huma.Operation }

func (d *apiDocs) add(_ *huma.OpenAPI, op *huma.Operation) { d.operations = append(d.operations, op) }

// serve writes the descriptions once, when every operation is known, and serves
// them to programs and to people.
func (d *apiDocs) serve(s *site, r *gin.Engine, oapi *huma.OpenAPI) error {
	asJSON, err := json.MarshalIndent(oapi, "", "  ")
	if err != nil {
		return err
	}
	asYAML, err := oapi.YAML()
	if err != nil {
		return err
	}
	r.GET("/openapi.json", func(c *gin.Context) { c.Data(http.StatusOK, "application/openapi+json", asJSON) })
	r.GET("/openapi.yaml", func(c *gin.Context) { c.Data(http.StatusOK, "application/openapi+yaml", asYAML) })
	groups := d.groups(oapi)
	r.GET(frontend.DocsURL, s.page(func(c *gin.Context) (reply, error) {
		return show(frontend.DocsPage{Base: s.base(c), About: oapi.Info.Description, Server: s.BaseURL, Groups: groups})
	}))
	r.GET("/api", s.page(func(*gin.Context) (reply, error) { return goTo(frontend.DocsURL) }))
	return nil
}

func (d *apiDocs) groups(oapi *huma.OpenAPI) []frontend.DocsGroup {
	var groups []frontend.DocsGroup
	for _, tag := range oapi.Tags {
		group := frontend.DocsGroup{Name: tag.Name, About: tag.Description}
		for _, op := range d.operations {
			if slices.Contains(op.Tags, tag.Name) {
				group.Operations = append(group.Operations, operationDoc(op, oapi.Components.Schemas))
			}
		}
		groups = append(groups, group)
	}
	return groups
}

func operationDoc(op *huma.Operation, schemas huma.Registry) frontend.DocsOperation {
	doc := frontend.DocsOperation{ID: op.OperationID, Method: op.Method, Path: op.Path, Summary: op.Summary}
	for _, p := range op.Parameters {
		doc.Fields = append(doc.Fields, frontend.DocsField{Name: p.Name, Where: "in the " + p.In, Kind: kindOf(p.Schema), About: p.Description, Required: p.Required})
	}
	if op.RequestBody != nil {
		for _, contentType := range slices.Sorted(maps.Keys(op.RequestBody.Content)) {
			doc.Sends = contentType
			doc.Fields = append(doc.Fields, bodyFields(op.RequestBody.Content[contentType].Schema, schemas)...)
		}
	}
	for _, status := range slices.Sorted(maps.Keys(op.Responses)) {
		answer := frontend.DocsAnswer{Status: status, About: op.Responses[status].Description}
		for _, content := range op.Responses[status].Content {
			answer.Form = schemaTitle(content.Schema)
		}
		doc.Answers = append(doc.Answers, answer)
	}
	return doc
}

func bodyFields(schema *huma.Schema, schemas huma.Registry) []frontend.DocsField {
	if schema.Ref != "" {
		schema = schemas.SchemaFromRef(schema.Ref)
	}
	var fields []frontend.DocsField
	for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
		p := schema.Properties[name]
		fields = append(fields, frontend.DocsField{Name: name, Where: "in the body", Kind: kindOf(p), About: p.Description, Required: slices.Contains(schema.Required, name)})
	}
	return fields
}

// kindOf is a schema's type as people read it.
func kindOf(schema *huma.Schema) string {
	switch {
	case schema.Ref != "":
		return schemaTitle(schema)
	case schema.Type == huma.TypeArray:
		return "list of " + kindOf(schema.Items)
	case schema.Format != "":
		return schema.Format
	}
	return schema.Type
}

// schemaTitle is the name of a schema of the document.
func schemaTitle(schema *huma.Schema) string {
	if schema == nil {
		return ""
	}
	return schema.Ref[strings.LastIndex(schema.Ref, "/")+1:]
}
