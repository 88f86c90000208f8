"""The page and the HTTP API: contracts asked by way of a browser or by another program. Needs the extra `web`.

app          the application, made anew by `create_app`
shelf        the contracts on offer
workers      where answers are worked out, so that none holds up the others
warming      what is done before the first request
limits       how much is taken of a request
guards       what every response says to browsers, and which requests are let in
assets       the files that pages use, by names that change with their content
serving      the server
pages/       what a person sees
"""
