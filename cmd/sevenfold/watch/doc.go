// Package watch tells whoever runs the service how it is doing: numbers for
// Prometheus on a listener of their own, and traces by OpenTelemetry where they
// are asked for. Nothing here is about a person, and nothing is at the grain of
// one submission: requests of raters are counted a hundred at a time, and traced never.
package watch
