"""Prints the API's OpenAPI document, made from the routes without a server."""

import sys

import msgspec

from laurels.api.app import routers
from laurels.api.openapi import document

# In one order, whichever way the routes are kept: what is made from it is compared.
sys.stdout.buffer.write(msgspec.json.encode(document(routers()), order="sorted"))
