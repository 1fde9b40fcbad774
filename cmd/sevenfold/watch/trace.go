package watch

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"
	api "go.opentelemetry.io/otel/trace"

	"github.com/sevenfold/sevenfold/handlers"
)

// Tracing sends spans to where OpenTelemetry's own variables say, such as
// OTEL_EXPORTER_OTLP_ENDPOINT. close sends what is left.
func Tracing(ctx context.Context, version string) (tracer api.Tracer, closing func(context.Context) error, err error) {
	out, err := otlptracehttp.New(ctx)
	if err != nil {
		return nil, nil, err
	}
	provider := trace.NewTracerProvider(trace.WithBatcher(out), trace.WithResource(resource.NewSchemaless(
		attribute.String("service.name", "sevenfold"), attribute.String("service.version", version))))
	return provider.Tracer("sevenfold"), provider.Shutdown, nil
}

// span begins a span. It carries the route's pattern and the status, and never a
// path, an address or a header: paths hold ids and tokens. Raters are not traced.
func (w *Watch) span(ctx context.Context, r handlers.Request) (context.Context, func(status int)) {
	if w.tracer == nil || r.Route == handlers.RaterRoutes {
		return ctx, func(int) {}
	}
	ctx, span := w.tracer.Start(ctx, r.Method+" "+r.Route, api.WithSpanKind(api.SpanKindServer),
		api.WithAttributes(attribute.String("http.request.method", r.Method), attribute.String("http.route", r.Route)))
	return ctx, func(status int) {
		span.SetAttributes(attribute.Int("http.response.status_code", status))
		if status >= 500 {
			span.SetStatus(codes.Error, "")
		}
		span.End()
	}
}
