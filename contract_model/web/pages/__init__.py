"""What a person sees: pages made by the server from the templates beside this folder.

`router.py` has all of them. A page asks `request.app.state` for what it needs: `shelf`, the contracts; `workers`, to have something worked
out; `templates`, to be filled in; `assets`, for the addresses of scripts and styles (in a template: `asset("page.css")`).
"""
