"""The gateway, by which programs speak HTTP (seed: "Gateway 적용"); on FastAPI.

Only ``bot.http.gateway.serving`` is imported by the rest, and only where the gateway is switched on:
FastAPI and uvicorn cost a tenth of the memory of a whole bot.
"""
