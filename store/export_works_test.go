package store

import "context"

// ClaimAndFallSilent claims a work and renews no lease, as a process that hangs
// would. The function that it returns goes on with the work.
func (w Works) ClaimAndFallSilent(ctx context.Context) (goOn func() error, err error) {
	c, err := w.claim(ctx)
	if err != nil {
		return nil, err
	}
	return func() error { return w.do(ctx, c) }, nil
}
