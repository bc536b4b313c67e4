"""The helper process of a run: it starts the client, in namespaces of its own or not, and waits for its whole tree.

It is started as `python -m telemetry_spec.conform.capture._inside FD`, reads a plan as JSON from standard input, and
tells how it goes over the socket FD: one JSON object a message, with the sockets that it opened inside passed along
(SCM_RIGHTS), so that the capture can serve them from outside. It needs the standard library only, to start quickly.
"""
